import { useEventListener } from '@vueuse/core'

/** Whether the person has touched this page since it came: browsers let it make no sound before. */
export function useActivation() {
  const isActive = ref(true)
  // Old browsers do not tell: nobody is bothered there.
  const look = () => (isActive.value = (navigator.userActivation as UserActivation | undefined)?.hasBeenActive ?? true)
  onMounted(() => {
    look()
    useEventListener(document, ['pointerdown', 'pointerup', 'keydown'], look)
  })
  return isActive
}
